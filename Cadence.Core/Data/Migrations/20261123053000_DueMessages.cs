using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Which organizations have something to send: asked before a tenant is known.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261123053000_DueMessages")]
public sealed class DueMessages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("outbox"));
}
