export const HELP = `Usage: casement-doctor --issuer <url> --client-id <id> --origin <origin> [options]

Checks what a first embedded session needs, and says what to mend. Mints one challenge code, bound to a
key that nobody has; changes nothing else.

  --issuer <url>              the auth service, such as https://auth.example.com
  --client-id <id>            the embedded client
  --origin <origin>           of the portal's page, such as https://portal.example.com
  --user <email>              somebody whom the portal would embed; for a client with a dynamic user
  --audience <audience>       where several dashboard applications are configured
  --dashboard <url>           address of the framed document: fetched, its headers are checked
  --private-key <file>        PKCS#8 PEM or private JWK, instead of a secret
  --key-id <kid>              of that key, where the file does not say
  --dashboard-client-id <id>  the dashboard application: its event stream is opened
  --timeout <seconds>         for each request; 10
  --json                      for programs
  -h, --help

Environment (secrets are never read from the command line):
  CASEMENT_CLIENT_SECRET            the embedded client's secret
  CASEMENT_DASHBOARD_CLIENT_SECRET  the dashboard application's secret
  NODE_EXTRA_CA_CERTS               PEM file of a private CA (read by Node itself)

Exit codes:
  0  nothing failed; there may be warnings
  1  a check failed: the last line says where to begin
  2  usage: an unknown, missing or malformed option
`;
