using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Marks no longer pay for the version and the audit of their class, which they don't change.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128234500_CountsAside")]
public sealed class CountsAside : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("counts_aside"));
}
