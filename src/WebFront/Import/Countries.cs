using System.Collections.Frozen;

namespace LedgerPortal.Imports;

/// <summary>Country codes (ISO 3166-1) by their English names, and by what exports call them.</summary>
internal static class Countries
{
    private const string Names =
        """
        AD Andorra|AE United Arab Emirates|AE UAE|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia|AO Angola
        AQ Antarctica|AR Argentina|AS American Samoa|AT Austria|AU Australia|AW Aruba|AX Åland Islands|AZ Azerbaijan
        BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin
        BL Saint Barthélemy|BM Bermuda|BN Brunei|BO Bolivia|BR Brazil|BS Bahamas|BT Bhutan|BW Botswana|BY Belarus|BZ Belize
        CA Canada|CD Democratic Republic of the Congo|CF Central African Republic|CG Congo|CH Switzerland|CI Côte d'Ivoire
        CI Ivory Coast|CK Cook Islands|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde|CW Curaçao
        CY Cyprus|CZ Czechia|CZ Czech Republic|DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria
        EC Ecuador|EE Estonia|EG Egypt|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands|FM Micronesia
        FO Faroe Islands|FR France|GA Gabon|GB United Kingdom|GB UK|GB Great Britain|GB England|GB Scotland|GB Wales
        GB Northern Ireland|GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia
        GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana|HK Hong Kong
        HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IE EIRE|IL Israel|IM Isle of Man|IN India|IQ Iraq
        IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati
        KM Comoros|KN Saint Kitts and Nevis|KP North Korea|KR South Korea|KR Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos
        LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya
        MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar
        MN Mongolia|MO Macao|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico
        MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands|NL Holland|NO Norway
        NP Nepal|NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines
        PK Pakistan|PL Poland|PM Saint Pierre and Miquelon|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar
        RE Réunion|RO Romania|RS Serbia|RU Russia|RU Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles
        SD Sudan|SE Sweden|SG Singapore|SH Saint Helena|SI Slovenia|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia
        SR Suriname|SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini
        TC Turks and Caicos Islands|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga
        TR Türkiye|TR Turkey|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|US United States|US USA
        US United States of America|UY Uruguay|UZ Uzbekistan|VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela
        VG British Virgin Islands|VI U.S. Virgin Islands|VN Vietnam|VN Viet Nam|VU Vanuatu|WS Samoa|YE Yemen|YT Mayotte
        ZA South Africa|ZA RSA|ZM Zambia|ZW Zimbabwe
        """;

    private static readonly FrozenDictionary<string, string> ByName = Names
        .Split(['|', '\n'], StringSplitOptions.TrimEntries)
        .ToFrozenDictionary(line => line[3..], line => line[..2], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Codes = ByName.Values.ToFrozenSet();

    /// <summary>Null for what is no country, or more than one: "Channel Islands", "Unspecified".</summary>
    public static string? CodeOf(string country) =>
        Codes.Contains(country) ? country : ByName.GetValueOrDefault(country.Trim());
}
