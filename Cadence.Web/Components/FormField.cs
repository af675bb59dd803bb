using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Components;

/// <summary>A field of a <see cref="Form"/>: its label, its hint and what was refused at it.</summary>
public abstract class FormField<T> : ComponentBase, IDisposable
{
    /// <summary>The form it belongs to.</summary>
    [CascadingParameter]
    public required FormState Form { get; set; }

    /// <summary>The property of the command it fills.</summary>
    [Parameter, EditorRequired]
    public required string Field { get; set; }

    /// <summary>Its name for people.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>One sentence below it.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>May be left blank; said behind the label.</summary>
    [Parameter]
    public bool Optional { get; set; }

    /// <summary>What is in it.</summary>
    [Parameter]
    public T? Value { get; set; }

    /// <summary>Somebody changed it.</summary>
    [Parameter]
    public EventCallback<T?> ValueChanged { get; set; }

    /// <summary>Further classes of the field's box.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>The label as shown.</summary>
    protected string ShownLabel => Optional ? $"{Label} ({SharedTexts.Optional})" : Label;

    /// <summary>The element id of the input.</summary>
    protected string InputId => "field-" + Field;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Form.Join(Field, () => Unreadable);

    /// <summary>What is wrong with a text that is no value at all; null where it is one.</summary>
    protected virtual Error? Unreadable => null;

    /// <summary>Takes a new value.</summary>
    protected Task ChangeAsync(T? value)
    {
        Form.Changed(Field);
        Value = value;
        return ValueChanged.InvokeAsync(value);
    }

    /// <summary>Leaves the form.</summary>
    protected virtual void Dispose(bool disposing) => Form.Leave(Field);
}
