import type { WallTelemetry } from '@casement/browser-sdk/host';

export interface WallCare {
  /** How long the wall has been up, as people say it. */
  uptime: string;
  /** What whoever passes by should know; empty on a wall that needs nobody. */
  notice: string;
}

/** Figures for those who pass by. Memory and beats are for the log, not for the wall. */
export function wallCare(figures: readonly WallTelemetry[]): WallCare {
  const remounts = figures.reduce((sum, tile) => sum + tile.remounts, 0);
  const notices = [
    remounts > 0 && `${remounts} ${remounts === 1 ? 'tile' : 'tiles'} restarted`,
    figures.some(({ wakeLock }) => wakeLock === 'refused') && 'screen may go dark',
  ];
  return {
    uptime: inWords(Math.max(0, ...figures.map(({ uptime }) => uptime))),
    notice: notices.filter(Boolean).join(' · '),
  };
}

function inWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
