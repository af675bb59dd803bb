using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Accounts.Migrations;

/// <summary>Runs of jobs that belong to no organization: their rows make a tick happen once per cluster and say how it went.</summary>
[DbContext(typeof(AccountsDbContext))]
[Migration("20261123061000_PlatformJobs")]
public sealed class PlatformJobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table if not exists accounts.job_runs (
            job text not null,
            tick timestamp with time zone not null,
            started_at timestamp with time zone not null,
            node text not null,
            constraint pk_job_runs primary key (job, tick)
        );
        alter table accounts.job_runs add column if not exists finished_at timestamp with time zone;
        alter table accounts.job_runs add column if not exists failed boolean not null default false;
        alter table accounts.job_runs add column if not exists bytes bigint;
        """);
}
