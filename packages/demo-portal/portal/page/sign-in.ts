import './sign-in.css';
import { byId, make } from '../../design/elements.ts';

interface Person {
  email: string;
  name: string;
  tenant: string;
  role: string;
}

const email = byId('email', HTMLInputElement);
const password = byId('password', HTMLInputElement);
const list = byId('people', HTMLElement);
const people = JSON.parse(list.dataset.people ?? '[]') as Person[];

// A click fills in the e-mail; the password is for the person to know.
for (const person of people) {
  const button = make(
    'button',
    'person',
    make('b', '', person.name),
    make('span', '', `${person.tenant} · ${person.role}`),
  );
  button.type = 'button';
  button.addEventListener('click', () => {
    email.value = person.email;
    password.focus();
  });
  list.append(make('li', '', button));
}
(email.value === '' ? email : password).focus();
