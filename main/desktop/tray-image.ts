import type { NativeImage, nativeImage as NativeImages } from 'electron';
import type { OverviewState } from '../../shared/overview.ts';
import { drawTrayIcon } from './tray-icon.ts';

/** Points: Linux panels show 22, the bars of macOS and Windows 16. */
function pointsOn(platform: string): number {
  return platform === 'linux' ? 22 : 16;
}

/** The scale factors of screens that people have. */
const scales: readonly number[] = [1, 1.25, 1.5, 2, 3];

/** Draws each state once: the picture of a state never changes. */
export class TrayImages {
  readonly #nativeImage: typeof NativeImages;
  readonly #platform: string;
  readonly #drawn = new Map<OverviewState, NativeImage>();

  constructor(nativeImage: typeof NativeImages, platform: string) {
    this.#nativeImage = nativeImage;
    this.#platform = platform;
  }

  of(state: OverviewState): NativeImage {
    const drawn = this.#drawn.get(state) ?? this.#draw(state);
    this.#drawn.set(state, drawn);
    return drawn;
  }

  #draw(state: OverviewState): NativeImage {
    const onMac = this.#platform === 'darwin';
    const image = this.#nativeImage.createEmpty();
    for (const scaleFactor of scales) {
      const size = Math.round(pointsOn(this.#platform) * scaleFactor);
      const png = drawTrayIcon(state, size, onMac ? 'template' : 'badge');
      const dataURL = `data:image/png;base64,${png.toString('base64')}`;
      image.addRepresentation({ scaleFactor, dataURL });
    }
    image.setTemplateImage(onMac);
    return image;
  }
}
