"""A real mail server for the tests. Says its port, then one line of JSON for each mail that it took.

Arguments: certificate and key (PEM) or two dashes; user and password or two dashes. The address nobody@… is refused.
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

certificate, key, user, password = sys.argv[1:5]


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "To": envelope.rcpt_tos, "From": mail["From"], "Subject": mail["Subject"], "Text": mail.get_content(),
            "MessageId": mail["Message-ID"], "IsEncrypted": session.ssl is not None,
            "User": session.auth_data.login.decode() if session.auth_data else None,
        }), flush=True)
        return "250 OK"


class Server(SMTP):
    async def smtp_AUTH(self, arg):
        # Names of mechanisms may be written in small letters, which aiosmtpd does not know.
        mechanism, _, rest = arg.partition(" ")
        await super().smtp_AUTH(f"{mechanism.upper()} {rest}".strip())


def authenticate(server, session, envelope, mechanism, data):
    is_right = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=is_right, handled=False, auth_data=data)


def session():
    options = {}
    if certificate != "-":
        options["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        options["tls_context"].load_cert_chain(certificate, key)
        options["require_starttls"] = True
    if user != "-":
        options.update(authenticator=authenticate, auth_required=True, auth_require_tls=certificate != "-")
    return Server(Mailbox(), hostname="localhost", **options)


async def serve():
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The tests end it by closing its input.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
