using Cadence.Core.Resources;
using Cadence.Core.Students;

namespace Cadence.Web.Students;

/// <summary>How guardians are shown.</summary>
internal static class GuardianLook
{
    /// <summary>The word of what somebody is to a student.</summary>
    public static string WordOf(GuardianRelation relation) => relation switch
    {
        GuardianRelation.Mother => GuardiansTexts.RelationMother,
        GuardianRelation.Father => GuardiansTexts.RelationFather,
        GuardianRelation.LegalGuardian => GuardiansTexts.RelationLegalGuardian,
        GuardianRelation.Grandparent => GuardiansTexts.RelationGrandparent,
        GuardianRelation.Self => GuardiansTexts.RelationSelf,
        _ => GuardiansTexts.RelationOther,
    };
}
