using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>When the owner of a sign-in last proved who they are, and what keeps codes of an app from being used twice or guessed.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261128154000_StepUp")]
public sealed class StepUp : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table accounts.user_sessions add column stepped_up_at timestamp with time zone;
        create table accounts.code_uses (
            user_id uuid not null,
            last_step bigint not null default 0,
            tries integer not null default 0,
            tries_since timestamp with time zone not null,
            constraint pk_code_uses primary key (user_id),
            constraint fk_code_uses_user_id foreign key (user_id) references accounts.users (id) on delete cascade
        );
        """);
}
