import type { DashboardContext } from '../protocol/dashboard-context.ts';
import type { OverlayLabels } from './overlay-labels.ts';

export interface OverlayProps {
  title: string;
  context?: DashboardContext;
  labels?: OverlayLabels;
}
