/**
 * Images like those of CIFAR-10 for machines that do not have it: 32×32 in three
 * colours, whole numbers from 0 to 255, with its mean, its contrast, and its main
 * principal components, which are brightness, slopes, and ever finer waves.
 *
 * @module
 */
import {
  asRandomState,
  type LabelledData,
  type Prng,
  type RandomState,
  zeros,
} from "../../../mod.ts";

const SIDE = 32, AREA = SIDE * SIDE, CLASSES = 10;

/** Of a pixel: mean and standard deviation over all images, and of its noise. */
const MEAN = 119, STD = 66, NOISE = 8;

/** How many waves fit across an image, half ones counted, and how they fade. */
const WAVES = 8, FADING = 1.25;

/** How much of an image is common to its class. */
const CLASS_SHARE = 0.2;

/** Red, green and blue: how much they have of brightness and of two tints. */
const COLOURS = [[1, 0.25, 0], [1, 0, 0], [1, 0, 0.25]] as const;

/** Cosines over the side of an image, each of mean square 1. */
const COSINES = Array.from({ length: WAVES }, (_, u) =>
  Float64Array.from(
    { length: SIDE },
    (_, x) =>
      u === 0 ? 1 : Math.SQRT2 * Math.cos((Math.PI * u * (x + 0.5)) / SIDE),
  ));

/** The amplitude of each wave, with squares that add up to 1. */
const AMPLITUDES = (() => {
  const raw = COSINES.flatMap((_, u) =>
    COSINES.map((_, v) => (1 + u * u + v * v) ** (-FADING / 2))
  );
  const norm = Math.hypot(...raw);
  return raw.map((a) => a / norm);
})();

/** Images with random labels, as pixels from 0 to 255 and `[n, 3072]`. */
export function cifarLike(prng: Prng, n: number): LabelledData {
  const random = asRandomState(prng);
  const classes = Array.from({ length: CLASSES }, () => planes(random));
  const y = random.randint(0, CLASSES, n);
  const X = zeros([n, COLOURS.length * AREA]);
  const own = Math.sqrt(1 - CLASS_SHARE ** 2);
  for (let i = 0; i < n; i++) {
    const mixed = planes(random);
    mixed.forEach((plane, k) => {
      const common = classes[y[i]][k];
      for (let p = 0; p < AREA; p++) {
        plane[p] = own * plane[p] + CLASS_SHARE * common[p];
      }
    });
    COLOURS.forEach((factors, colour) => {
      const start = (i * COLOURS.length + colour) * AREA;
      for (let p = 0; p < AREA; p++) {
        let value = 0;
        for (let k = 0; k < factors.length; k++) {
          value += factors[k] * mixed[k][p];
        }
        const noise = NOISE * Math.sqrt(12) * (random() - 0.5);
        const pixel = MEAN + STD * value + noise;
        X.data[start + p] = Math.round(Math.min(255, Math.max(0, pixel)));
      }
    });
  }
  return { X, y };
}

/** Random waves, of which red, green and blue are mixed. */
function planes(random: RandomState): Float64Array[] {
  return COLOURS.map(() => {
    const factors = random.randn(WAVES * WAVES);
    return waves(factors.map((z, i) => z * AMPLITUDES[i]));
  });
}

/** The image of waves with these factors. */
function waves(factors: Float64Array): Float64Array {
  const plane = new Float64Array(AREA), column = new Float64Array(WAVES);
  for (let x = 0; x < SIDE; x++) {
    for (let v = 0; v < WAVES; v++) {
      let sum = 0;
      for (let u = 0; u < WAVES; u++) {
        sum += factors[u * WAVES + v] * COSINES[u][x];
      }
      column[v] = sum;
    }
    for (let y = 0; y < SIDE; y++) {
      let sum = 0;
      for (let v = 0; v < WAVES; v++) sum += column[v] * COSINES[v][y];
      plane[y * SIDE + x] = sum;
    }
  }
  return plane;
}
