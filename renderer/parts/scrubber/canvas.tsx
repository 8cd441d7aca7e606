// The scrubber's picture: drawn when its scene, its size, the theme or the resolution changed, and at no other time.
import { useEffect, useRef, useState } from 'react';
import { type Colours, onColoursChanged, PROBES, readColours } from './colours.ts';
import { draw, type Scene } from './draw.ts';
import styles from './scrubber.module.css';

export function Canvas({ scene }: { readonly scene: Scene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const probes = useRef<HTMLSpanElement>(null);
  const [colours, setColours] = useState<Colours>();
  const ratio = useRatio();

  useEffect(() => {
    const read = (): void => {
      if (probes.current !== null) setColours(readColours(probes.current));
    };
    read();
    return onColoursChanged(read);
  }, []);

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d');
      if (canvas.current === null || context === null || context === undefined || colours === undefined) return;
      resize(canvas.current, scene, ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, scene, colours);
    });
    return () => { cancelAnimationFrame(frame); };
  }, [scene, colours, ratio]);

  return (
    <>
      <span ref={probes} aria-hidden="true" className={styles.probes}>
        {PROBES.map(({ name, className }) => <span key={name} data-colour={name} className={className} />)}
      </span>
      <canvas ref={canvas} aria-hidden="true" className={styles.canvas} style={{ height: scene.rows.height }} />
    </>
  );
}

/** Setting a canvas's size empties it and costs, so only when it differs. */
function resize(canvas: HTMLCanvasElement, { width, gutter, rows }: Scene, ratio: number): void {
  const [wide, tall] = [Math.round((width + gutter) * ratio), Math.round(rows.height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
}

/** Device pixels per CSS px: changes when the window goes to another screen, and with zoom. */
function useRatio(): number {
  const [ratio, setRatio] = useState(() => window.devicePixelRatio);
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const onChange = (): void => { setRatio(window.devicePixelRatio); };
    query.addEventListener('change', onChange);
    return () => { query.removeEventListener('change', onChange); };
  }, [ratio]);
  return ratio;
}
