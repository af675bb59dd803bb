using System.Text.Json;
using Cadence.Core.Attendance;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;

namespace Cadence.Web.Attendance;

/// <summary>The words that outbox.js and roll-call.js show, in the reader's language, as JSON for a data attribute.</summary>
internal static class RollCallTexts
{
    public static string Sheet() => JsonSerializer.Serialize(
        new
        {
            Status = new Dictionary<string, string>
            {
                [""] = SharedTexts.StateUnmarked,
                ["present"] = SharedTexts.StatePresent,
                ["absent"] = SharedTexts.StateAbsent,
                ["late"] = SharedTexts.StateLate,
                ["excused"] = SharedTexts.StateExcused,
            },
            Save = new { Saved = SharedTexts.StateSaved, Pending = SharedTexts.StateOnTablet, Retrying = SharedTexts.StateRetrying },
            CountOne = new { Present = SharedTexts.BeatPresentOne, Late = SharedTexts.BeatLateOne, Absent = SharedTexts.BeatAbsentOne, Excused = SharedTexts.BeatExcusedOne, Unmarked = SharedTexts.BeatUnmarkedOne },
            CountMany = new { Present = SharedTexts.BeatPresentMany, Late = SharedTexts.BeatLateMany, Absent = SharedTexts.BeatAbsentMany, Excused = SharedTexts.BeatExcusedMany, Unmarked = SharedTexts.BeatUnmarkedMany },
            ScoreFormat = SharedTexts.OfFormat,
            AttendanceTexts.RetryingNote,
            AttendanceTexts.NobodyYet,
            AttendanceTexts.MarkedFormat,
            AttendanceTexts.ByOtherFormat,
            AttendanceTexts.Someone,
            AttendanceTexts.Finish,
            AttendanceTexts.FinishFormat,
            AttendanceTexts.Finishing,
            AttendanceTexts.Finished,
            AttendanceTexts.Hint,
            AttendanceTexts.Offline,
            AttendanceTexts.OfflineGoOn,
            AttendanceTexts.OfflineNone,
            AttendanceTexts.KeptOne,
            AttendanceTexts.KeptManyFormat,
            AttendanceTexts.SignedOut,
            AttendanceTexts.SignedOutGoOn,
            AttendanceTexts.Blocked,
            AttendanceTexts.BlockedGoOn,
            AttendanceTexts.Refused,
            AttendanceTexts.RefusedGoOn,
            AttendanceTexts.Failing,
            AttendanceTexts.FailingGoOn,
            AttendanceTexts.NotKept,
            AttendanceTexts.NotKeptGoOn,
            AttendanceTexts.Back,
            AttendanceTexts.BackSaved,
            AttendanceTexts.Stale,
            AttendanceTexts.GapsOne,
            AttendanceTexts.GapsManyFormat,
            AttendanceTexts.ChooseMoreFormat,
            AttendanceTexts.GuestOffline,
            AttendanceTexts.GuestFailed,
            AttendanceTexts.GuestNobody,
        },
        JsonSerializerOptions.Web);

    public static string Drain() => JsonSerializer.Serialize(
        new
        {
            AttendanceTexts.WaitingOne,
            AttendanceTexts.WaitingManyFormat,
            AttendanceTexts.SignIn,
            AttendanceTexts.SignOutTitle,
            AttendanceTexts.SignOutText,
            AttendanceTexts.SignOutLeave,
            AttendanceTexts.SignOutStay,
        },
        JsonSerializerOptions.Web);

    public static string Offline() => JsonSerializer.Serialize(
        new { KeptNone = AttendanceTexts.OfflineKeptNone, AttendanceTexts.KeptOne, AttendanceTexts.KeptManyFormat }, JsonSerializerOptions.Web);

    public static string Of(GuestKind kind) => kind switch
    {
        GuestKind.Trial => AttendanceTexts.GuestTrial,
        GuestKind.MakeUp => AttendanceTexts.GuestMakeUp,
        GuestKind.DropIn => AttendanceTexts.GuestDropIn,
        _ => AttendanceTexts.GuestPack,
    };

    public static string Of(TapReason reason) => reason switch
    {
        TapReason.Older => AttendanceTexts.ReasonOlder,
        TapReason.MonthLocked => AttendanceTexts.ReasonMonthLocked,
        TapReason.SessionCancelled => AttendanceTexts.ReasonSessionCancelled,
        TapReason.NotOnRoster => AttendanceTexts.ReasonNotOnRoster,
        TapReason.NotOpen => AttendanceTexts.ReasonNotOpen,
        _ => AttendanceTexts.ReasonChangedTap,
    };
}
