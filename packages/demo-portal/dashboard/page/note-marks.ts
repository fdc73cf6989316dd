import type uPlot from 'uplot';
import type { Note } from '../wire.ts';
import type { Palette } from './palette.ts';

/** Draws a numbered dashed line at each note's moment, over the chart. */
export function noteMarks(notes: () => readonly Note[], palette: () => Palette): uPlot.Plugin {
  return {
    hooks: {
      draw: (chart) => {
        const { ctx, bbox } = chart;
        const scale = devicePixelRatio;
        const { mark, font } = palette();
        const { min = 0, max = 0 } = chart.scales.x ?? {};
        ctx.save();
        for (const [index, note] of notes().entries()) {
          const at = note.at / 1000;
          if (at < min || at > max) continue;
          const x = Math.round(chart.valToPos(at, 'x', true)) + 0.5;
          ctx.strokeStyle = mark;
          ctx.lineWidth = scale;
          ctx.setLineDash([3 * scale, 3 * scale]);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          drawNumber(ctx, String(index + 1), x, bbox.top, { scale, mark, font });
        }
        ctx.restore();
      },
    },
  };
}

function drawNumber(
  ctx: CanvasRenderingContext2D,
  number: string,
  x: number,
  top: number,
  { scale, mark, font }: { scale: number; mark: string; font: string },
): void {
  const radius = 8 * scale;
  ctx.setLineDash([]);
  ctx.fillStyle = mark;
  ctx.beginPath();
  ctx.arc(x, top + radius, radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalCompositeOperation = 'destination-out';
  ctx.font = font.replace('11px', `bold ${10 * scale}px`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(number, x, top + radius + 0.5 * scale);
  ctx.globalCompositeOperation = 'source-over';
}
