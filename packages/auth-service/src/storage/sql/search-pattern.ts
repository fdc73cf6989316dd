import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Whether a column has a text somewhere in it, in whatever case (of ASCII letters). */
export function containing(column: string, text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
