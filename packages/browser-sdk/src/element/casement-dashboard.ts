import { type DashboardProps, identityOf } from '../component/dashboard-props.ts';
import { createMountedDashboard } from '../component/mounted-dashboard.ts';
import { adoptable } from '../overlay/adopted-style.ts';
import { part } from '../overlay/part.ts';
import type {
  CasementDashboardElement,
  DashboardAttributes,
  DashboardProperties,
} from './element-interface.ts';

const ATTRIBUTES: Record<keyof DashboardAttributes, string> = {
  src: 'src',
  dashboardTitle: 'dashboard-title',
  challengeCodeUrl: 'challenge-code-url',
  theme: 'theme',
  locale: 'locale',
  timeZone: 'time-zone',
  allow: 'allow',
  sandbox: 'sandbox',
};
const PROPERTIES: (keyof DashboardProperties)[] = [
  'context',
  'filters',
  'fetchChallengeCode',
  'autoHeight',
  'labels',
  'overlays',
  'wall',
  'debug',
  'timeouts',
];

const adopt = adoptable(
  ':host{display:block}:host([hidden]){display:none}.casement-dashboard{height:100%}',
);

/** Makes the class, of what only browsers have. */
export function createElementClass(): new () => CasementDashboardElement {
  class CasementDashboard extends HTMLElement {
    static observedAttributes = [...Object.values(ATTRIBUTES), 'auto-height', 'wall'];
    given: DashboardProperties = {};
    #mounted = createMountedDashboard();
    #root = part('dashboard');
    #release = (): void => {};
    #attempt = 0;
    #identity = '';
    #isDue = false;

    get dashboard() {
      return this.#mounted.embeddedAs(this.#identity);
    }

    connectedCallback(): void {
      for (const name of [...Object.keys(ATTRIBUTES), ...PROPERTIES]) {
        // Set before the class was known, and so hiding the accessor, which gets it now.
        const own = Object.getOwnPropertyDescriptor(this, name);
        if (own && Reflect.deleteProperty(this, name)) Reflect.set(this, name, own.value);
      }
      if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).append(this.#root);
      adopt(this.#root);
      this.#release = this.#mounted.hold();
      this.changed();
    }

    disconnectedCallback(): void {
      this.#release();
    }

    /** Called by `moveBefore`, which leaves the frame as it is. */
    connectedMoveCallback(): void {}

    attributeChangedCallback(): void {
      this.changed();
    }

    /** What is set in one go is followed in one go, still before the next paint. */
    changed(): void {
      if (this.#isDue) return;
      this.#isDue = true;
      queueMicrotask(() => {
        this.#isDue = false;
        if (this.isConnected) this.#update();
      });
    }

    #update(): void {
      const props = propsOf(this, this.given);
      this.#identity = this.#attempt + identityOf(props);
      this.#mounted.update(
        {
          root: this.#root,
          props,
          notify: (name, detail) =>
            this.dispatchEvent(new CustomEvent(name.toLowerCase(), { detail })),
          onRetry: () => {
            this.#attempt += 1;
            this.changed();
          },
        },
        this.#identity,
      );
    }
  }

  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    accessor(
      name,
      (element) => element.getAttribute(attribute),
      (element, value) => {
        if (value == null) element.removeAttribute(attribute);
        else element.setAttribute(attribute, String(value));
      },
    );
  }
  for (const name of PROPERTIES) {
    accessor(
      name,
      ({ given }) => given[name],
      (element, value) => {
        Reflect.set(element.given, name, value);
        element.changed();
      },
    );
  }
  return CasementDashboard as unknown as new () => CasementDashboardElement;

  function accessor(
    name: string,
    read: (element: CasementDashboard) => unknown,
    write: (element: CasementDashboard, value: unknown) => void,
  ): void {
    Object.defineProperty(CasementDashboard.prototype, name, {
      enumerable: true,
      configurable: true,
      get(this: CasementDashboard) {
        return read(this);
      },
      set(this: CasementDashboard, value) {
        write(this, value);
      },
    });
  }
}

/** Attributes, and over them the properties that are set. */
function propsOf(element: Element, given: DashboardProperties): DashboardProps {
  const said = Object.fromEntries(
    Object.entries(ATTRIBUTES).flatMap(([name, attribute]) => {
      const value = element.getAttribute(attribute);
      return value === null ? [] : [[name, value]];
    }),
  );
  const { dashboardTitle: title = '', theme, locale, timeZone, ...rest } = said;
  const { context, filters, ...properties } = given;
  const hasFlag = (name: string): boolean => (element.getAttribute(name) ?? 'false') !== 'false';
  return dropUndefined({
    ...rest,
    title,
    autoHeight: hasFlag('auto-height'),
    wall: hasFlag('wall'),
    ...dropUndefined(properties),
    context: dropUndefined({ theme, locale, timeZone, filters, ...context }),
  }) as unknown as DashboardProps;
}

function dropUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
