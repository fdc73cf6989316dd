/** What the host page loads once something is wrong, or somebody asks. Shares no code with the rest. */
export { diagnoseHost, diagnoseRefusal } from './diagnose-host.ts';
export { probeFrame } from './frame-probe.ts';
export { explainSilence } from './frame-silence.ts';
export { explainOptions } from './option-faults.ts';
export { refuseVersion } from './version-refusal.ts';
