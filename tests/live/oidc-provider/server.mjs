// A real authorization server for tests/tests/oauth_live.rs, and an API that looks at its tokens.
// Usage: node server.mjs PORT
import Provider from 'oidc-provider';

const port = process.argv[2];
const issuer = `http://127.0.0.1:${port}`;
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const program = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'calls voices' };
const person = { application_type: 'native', token_endpoint_auth_method: 'none' };

const provider = new Provider(issuer, {
  clients: [
    { ...program, client_id: 'basic', client_secret: 'planted: basic/+%', token_endpoint_auth_method: 'client_secret_basic' },
    { ...program, client_id: 'post', client_secret: 'planted-post', token_endpoint_auth_method: 'client_secret_post' },
    {
      ...person,
      client_id: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['http://127.0.0.1:1/back'],
    },
    { ...person, client_id: 'tv', grant_types: [device, 'refresh_token'], redirect_uris: [], response_types: [] },
  ],
  scopes: ['openid', 'calls', 'voices'],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    revocation: { enabled: true, allowedPolicy: () => true },
  },
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  // Those of the browser are soon over, so that one test sees the next.
  ttl: { AccessToken: (_context, _token, client) => (client.clientId === 'web' ? 4 : 600), ClientCredentials: 600 },
});

provider.use(async (context, next) => {
  if (context.path !== '/api/me') return next();
  const token = (context.get('authorization').match(/^Bearer (.+)$/) ?? [])[1] ?? '';
  const known = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  context.status = known ? 200 : 401;
  context.body = known
    ? { client: known.clientId, scope: known.scope ?? null, account: known.accountId ?? null }
    : { error: 'invalid_token' };
});

provider.listen(port, '127.0.0.1', () => console.log('ready'));
