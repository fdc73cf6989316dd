import { expect, test } from 'vitest';
import { type AppClientInput, appClientFaults } from '../../src/domain/client/app-client-input.ts';
import { clientTemplates, fromTemplate } from '../../src/domain/client/client-template.ts';

const filledIn: Partial<AppClientInput> = { redirectUris: ['https://app.example.com/callback'] };

test.each(clientTemplates())(
  'CM16: the template $id makes a client without a fault',
  (template) => {
    const { id, required } = template;
    const own = Object.fromEntries(required.map((field) => [field, filledIn[field]]));
    expect(appClientFaults(fromTemplate(id, { name: 'App', ...own }))).toEqual([]);
  },
);

test.each(clientTemplates().filter(({ required }) => required.length > 0))(
  'CM16: the template $id says what has to be added',
  ({ id, required }) => {
    const faults = appClientFaults(fromTemplate(id, { name: 'App' }));
    expect(faults.map(({ path }) => path)).toEqual(required);
  },
);

test('what the maker says comes before what the template says', () => {
  expect(
    fromTemplate('command-line', { name: 'App', refreshToken: false, platform: undefined }),
  ).toMatchObject({ name: 'App', refreshToken: false, platform: 'native', confidential: false });
});
