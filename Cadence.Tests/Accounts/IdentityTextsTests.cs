using System.Reflection;
using Cadence.Core.Localization;
using Cadence.Tests.Support;
using Cadence.Web.Account;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Tests.Accounts;

public sealed class IdentityTextsTests
{
    public static TheoryData<string> Refusals =>
        [.. typeof(IdentityErrorDescriber).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(IdentityError)).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Everything_Identity_refuses_is_said_in_the_readers_language_under_its_own_code(string refusal)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        var own = typeof(LocalizedIdentityErrorDescriber).GetMethod(refusal, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        Assert.True(own is not null, $"{refusal} still speaks the framework's English");

        var said = Say(own, new LocalizedIdentityErrorDescriber());
        var usual = Say(typeof(IdentityErrorDescriber).GetMethod(refusal)!, new IdentityErrorDescriber());

        Assert.Equal(usual.Code, said.Code);
        Assert.NotEqual(usual.Description, said.Description);
        Assert.DoesNotContain("{0}", said.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_something_to_translate() => Assert.True(Refusals.Count >= 22);

    private static IdentityError Say(MethodInfo method, IdentityErrorDescriber describer) =>
        (IdentityError)method.Invoke(describer, [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(int) ? (object)12 : "marta@compas.demo")])!;
}
