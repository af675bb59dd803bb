using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Which sign-ins were made or confirmed with a passkey. Pages that are open hear when one is removed.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128193000_PasskeySignIns")]
public sealed class PasskeySignIns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table accounts.user_sessions add column by_passkey boolean not null default false;
        create trigger notify_gone after delete on accounts.user_passkeys for each row execute function accounts.notify_account();
        """);
}
