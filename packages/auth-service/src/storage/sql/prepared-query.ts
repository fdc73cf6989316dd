import type { Compilable, CompiledQuery, DialectAdapter, Kysely, QueryResult } from 'kysely';
import type { Schema } from './schema.ts';

/** Stands in for a value while the query is built; found again among the compiled parameters. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A dialect that can run a statement outside of transactions without Kysely's pool in between. */
export interface DirectAdapter extends DialectAdapter {
  executeDirectly<O>(query: CompiledQuery<O>): Promise<QueryResult<O>>;
}

const isDirect = (adapter: DialectAdapter): adapter is DirectAdapter =>
  'executeDirectly' in adapter;

type ParameterOf<P> = <K extends keyof P & string>(name: K) => P[K];

/**
 * A query that is built and compiled once per dialect and then run with ever new values. Building one
 * with Kysely costs more than SQLite takes to run it, as does handing it through its pool of one
 * connection, so the hottest statements are made so.
 */
export function prepareQuery<P extends object, O>(
  build: (db: Kysely<Schema>, parameter: ParameterOf<P>) => Compilable<O>,
): (db: Kysely<Schema>, parameters: P) => Promise<QueryResult<O>> {
  const compiledFor = new WeakMap<DialectAdapter, CompiledQuery<O>>();
  return (db, parameters) => {
    const { adapter } = db.getExecutor();
    let compiled = compiledFor.get(adapter);
    if (!compiled) {
      // The builder only passes the value through; its type is what the column expects.
      const parameter: ParameterOf<P> = (name) =>
        new Placeholder(name) as unknown as P[typeof name];
      compiled = build(db, parameter).compile();
      compiledFor.set(adapter, compiled);
    }
    const values = compiled.parameters.map((value) =>
      value instanceof Placeholder ? parameters[value.name as keyof P] : value,
    );
    const query = { ...compiled, parameters: values };
    return isDirect(adapter) && !db.isTransaction
      ? adapter.executeDirectly(query)
      : db.executeQuery<O>(query);
  };
}
