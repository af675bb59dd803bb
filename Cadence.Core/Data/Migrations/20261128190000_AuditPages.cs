using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Cadence.Core.Data.Migrations;

/// <summary>Personal values that are erased from the audit, and changed grants that name what they grant.</summary>
[DbContext(typeof(CadenceDbContext))]
[Migration("20261128190000_AuditPages")]
public sealed class AuditPages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationScript.Read("audit_pages"));
}
