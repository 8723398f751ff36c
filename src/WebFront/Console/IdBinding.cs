using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace LedgerPortal.Consoles;

/// <summary>
/// Lets pages take ids from addresses and forms as what they are. What is not an id is bound as none: a page finds nothing
/// under it and answers as for any other id that is not there.
/// </summary>
public sealed class IdBinding : IModelBinderProvider
{
    private static readonly Dictionary<Type, IModelBinder> Binders = new()
    {
        [typeof(BusinessId)] = new Binder<BusinessId>(),
        [typeof(PartyId)] = new Binder<PartyId>(),
        [typeof(DocumentId)] = new Binder<DocumentId>(),
        [typeof(ContactId)] = new Binder<ContactId>(),
        [typeof(DelegatedViewId)] = new Binder<DelegatedViewId>(),
        [typeof(CommandId)] = new Binder<CommandId>(),
        [typeof(Currency)] = new CurrencyBinder(),
    };

    public static void AddTo(MvcOptions options) => options.ModelBinderProviders.Insert(0, new IdBinding());

    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        Binders.GetValueOrDefault(context.Metadata.UnderlyingOrModelType);

    private sealed class Binder<TId> : IModelBinder where TId : struct, IId<TId>
    {
        public Task BindModelAsync(ModelBindingContext context)
        {
            var value = context.ValueProvider.GetValue(context.ModelName);
            if (Id.TryParse<TId>(value.FirstValue, out var id))
                context.Result = ModelBindingResult.Success(id);
            return Task.CompletedTask;
        }
    }

    private sealed class CurrencyBinder : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext context)
        {
            var value = context.ValueProvider.GetValue(context.ModelName);
            if (Currency.TryParse(value.FirstValue, out var currency))
                context.Result = ModelBindingResult.Success(currency);
            return Task.CompletedTask;
        }
    }
}
