import type { Command } from 'commander';
import { databaseFrom } from '../../config/database.ts';
import { type CliContext, databaseIsHere } from '../context.ts';
import type { CliEnvironment, GlobalOptions } from '../environment.ts';
import { printable } from '../printable.ts';

/** `login`, `logout` and `whoami`: being somebody at a service elsewhere. */
export function addLoginCommands(
  program: Command,
  { print }: CliContext,
  environment: CliEnvironment,
): void {
  const { env, stderr } = environment;
  // Late, so that commands on the database do not wait for what only these need.
  const chosenIssuer = async (): Promise<string> => {
    const { chooseIssuer } = await import('../remote/choose-issuer.ts');
    return chooseIssuer(program.opts<GlobalOptions>(), env);
  };
  const signedInIssuer = async (): Promise<string> => {
    const { chooseSignedIn } = await import('../remote/choose-issuer.ts');
    return chooseSignedIn(program.opts<GlobalOptions>(), env);
  };

  program
    .command('login')
    .description('sign in to a service, and manage it from this machine without its database')
    .option('--no-browser', 'print the address only')
    .action(async ({ browser }: { browser: boolean }) => {
      const issuer = await chosenIssuer();
      const { signIn } = await import('../remote/sign-in.ts');
      const { putSignIn } = await import('../remote/credentials-file.ts');
      const signedIn = await signIn(issuer, ({ address, code }) => {
        stderr(`To sign in, open ${printable(address)}\n`);
        stderr(`and check that it shows the code ${printable(code)}\n`);
        if (browser) environment.openBrowser?.(address);
      });
      putSignIn(env, issuer, signedIn);
      const { userId, email } = signedIn;
      print({
        item: { issuer, userId, email },
        text: `Signed in at ${issuer} as ${email ?? userId}.`,
        notes:
          !env.CASEMENT_REMOTE_ISSUER?.trim() && databaseIsHere(env)
            ? [
                `Here commands work on ${databaseFrom(env)} all the same: add --issuer ${issuer}, or set CASEMENT_REMOTE_ISSUER.`,
              ]
            : [],
      });
    });

  program
    .command('logout')
    .description('end the sign-in at a service, and forget it')
    .action(async () => {
      const issuer = await signedInIssuer();
      const { putSignIn, requireSignIn } = await import('../remote/credentials-file.ts');
      const { revoke } = await import('../remote/sign-in.ts');
      const signedIn = requireSignIn(env, issuer);
      putSignIn(env, issuer, undefined);
      const notes: string[] = [];
      // Forgotten already: nobody shall stay signed in because a service is down.
      await revoke(issuer, signedIn).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        notes.push(`The service still takes the tokens until they expire. ${reason}`);
      });
      print({ item: { issuer }, text: `Signed out at ${issuer}.`, notes });
    });

  program
    .command('whoami')
    .description('as whom you are signed in at a service, and what you may do there')
    .action(async () => {
      const issuer = await signedInIssuer();
      const { openRemoteSession } = await import('../remote/remote-session.ts');
      const { apiClient } = await import('../remote/api-client.ts');
      const { requireSignIn } = await import('../remote/credentials-file.ts');
      const { email } = requireSignIn(env, issuer);
      const api = apiClient(openRemoteSession(issuer, env));
      const { userId, allTeams, permissionsEverywhere, teams } =
        await api.get<Caller>('/api/v1/me');
      print({
        item: { issuer, userId, email, allTeams, permissionsEverywhere, teams },
        text: {
          ...{ issuer, userId, email },
          signedInFor: allTeams
            ? 'all teams, also those made later'
            : 'the teams chosen at sign-in',
          permissionsEverywhere,
          teams: teams.map(({ id, permissions }) => `${id} (${permissions.join(' ')})`).join(', '),
        },
      });
    });
}

interface Caller {
  userId: string;
  allTeams: boolean;
  permissionsEverywhere: string[];
  teams: { id: string; permissions: string[] }[];
}
