/** Who asks, for what, for which teams. */
export const consent = `.parties { display: flex; align-items: center; gap: 10px; margin-bottom: 20px; }
.monogram {
  display: grid;
  place-items: center;
  width: 48px;
  height: 48px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--accent-wash);
  color: var(--accent);
  font-size: 20px;
  font-weight: 680;
}
.link + .monogram { border-radius: 50%; }
.link { width: 32px; border-top: 2px dotted var(--line-strong); }
section + .teams, .scopes + .facts { margin-top: 22px; }
.scopes { margin-top: 8px; border: 1px solid var(--line); border-radius: var(--radius-small); }
.scopes li { display: flex; justify-content: space-between; align-items: baseline; gap: 12px; padding: 10px 14px; }
.scopes li + li { border-top: 1px solid var(--line); }
.tag {
  flex: none;
  padding: 1px 8px;
  border-radius: 6px;
  background: var(--warn-wash);
  color: var(--warn);
  font-size: 13px;
  font-weight: 600;
}
.teams { margin-top: 22px; }
legend { padding: 0; }
.many .organizations { max-height: 380px; overflow-y: auto; overscroll-behavior: contain; border-bottom: 1px solid var(--line); }
.teams .hint { margin-top: 4px; }
.teams:has([name="teams"][value="all"]:checked) .organizations { display: none; }
.reach, .organization { margin-top: 8px; border: 1px solid var(--line); border-radius: var(--radius-small); overflow: clip; }
.organization-name { padding: 8px 14px; background: var(--raised); color: var(--ink-soft); font-size: 13px; font-weight: 600; }
.choice {
  display: flex;
  align-items: center;
  gap: 12px;
  min-height: 46px;
  padding: 8px 14px;
  border-top: 1px solid var(--line);
  font-size: 16px;
  font-weight: 400;
  cursor: pointer;
}
.reach .choice:first-child { border-top: 0; }
.choice:hover { background: var(--raised); }
.choice:has(:checked) { background: var(--accent-wash); font-weight: 600; }
.choice input { flex: none; width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
.facts { margin-top: 22px; font-size: 14px; }
.facts > div { display: flex; gap: 12px; padding: 4px 0; }
.facts dt { flex: 0 0 116px; color: var(--ink-faint); }
.facts dd { min-width: 0; }
.user-code { margin-top: 18px; }
.user-code output {
  display: block;
  padding: 16px;
  border: 1px solid var(--line);
  border-radius: var(--radius-small);
  background: var(--raised);
  font: 650 28px / 1.2 var(--mono);
  letter-spacing: 0.1em;
  text-align: center;
}
.technical { margin-top: 24px; padding-top: 6px; border-top: 1px solid var(--line); font-size: 14px; }
.technical summary { min-height: 44px; padding: 10px 0; color: var(--ink-soft); cursor: pointer; }
.technical .facts { margin-top: 0; }
.technical code { font: 400 13px var(--mono); }
`;
