/** Another process on the same database, as the command line is: does what its parent tells it. */
import { openAdministration } from '../../src/index.ts';

const [database = ''] = process.argv.slice(2);
const administration = await openAdministration({ database });

export interface Order {
  change: 'pause' | 'resume';
  clientId: string;
}

process.on('message', ({ change, clientId }: Order) => {
  administration.clients[change](clientId).then(
    () => process.send?.({ doneAt: Date.now() }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => void administration.close());
process.send?.({ doneAt: Date.now() });
