using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Who looks after the whole installation. Only the owner role writes it: no page can give it to anybody.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128154400_PlatformAdmins")]
public sealed class PlatformAdmins : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table accounts.platform_admins (
            user_id uuid not null references accounts.users (id) on delete cascade,
            given_at timestamp with time zone not null default now(),
            constraint pk_platform_admins primary key (user_id)
        );
        """);
}
