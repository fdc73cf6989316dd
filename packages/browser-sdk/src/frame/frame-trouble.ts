/** What the frame loads once something is wrong, or somebody asks. Shares no code with the rest. */
export { severityOf } from '../renewal/severity.ts';
export { diagnoseFrame } from './diagnose-frame.ts';
export { explainFault, tellHost } from './frame-faults.ts';
export { repeatRefused } from './refused-request.ts';
