import { type Cells, table } from '../../tools/table.ts'

/**
 * JPEG encoder tools that were tried on 2026-11-30: the change in bytes in percent at the
 * SSIMULACRA2 scores 65, 75, 82 and 88, and the decision.
 */
const TRIED: readonly Cells[] = [
  [
    'flat luma steps and coarse chroma steps (the tables of jpegli, plain dead zone)',
    '−3.9, −3.9, −6.0, −7.5',
    'replaced by the next row',
  ],
  [
    'own luma and chroma tables by coordinate descent, besides the row above',
    '−4.7, −1.9, −3.3, −3.2',
    'kept, as power laws of the quality',
  ],
  ['dead zone of 0.584 steps in luma', '−1.8, −1.3, −0.9, +0.3', 'kept, later 0.62'],
  ['dead zone that grows with the frequency', '−0.1, −0.1, +0.1, +0.9', 'rejected'],
  ['dead zone in chroma', '+0.1, +0.2, +0.6, +1.7', 'rejected, later 0.55 by butteraugli'],
  ['separate tables for Cb and Cr', '+0.3, +0.2, −0.1, −1.0', 'rejected'],
  [
    'thresholds from an adaptive field, instead of a constant (the field of jpegli)',
    '+0.9, +0.7, +1.1, +0.5',
    'rejected: butteraugli −0.7 to −1.8 %',
  ],
  [
    'thresholds from a field of the quiet half of each block',
    '+0.6, +0.4, +0.7, +0.2',
    'rejected: butteraugli −0.5 to −1.0 %',
  ],
  ['trellis with untuned tables', '−1.3, −1.3, −1.1, −2.6', 'rejected, see the next rows'],
  ['trellis with the own tables', '−0.2, −0.2, −0.2, +1.7', 'rejected; `effort=best` has another one'],
  ['trellis with λ by activity', '+0.3, −0.1, −0.2, −0.1', 'rejected'],
  ['DCT in floating point', '0.0, 0.0, 0.0, 0.0', 'rejected'],
  ['mirrored samples beyond the edges', '0.0, +0.4, +0.4, +0.4', 'rejected'],
  [
    'chroma halved by 4 taps (−1, 9, 9, −1) instead of 2, where the picture is RGBA',
    '+0.1, −0.4, −1.2, −3.0',
    'kept',
  ],
  [
    'tables and dead zones tuned by SSIMULACRA2 and butteraugli, instead of SSIMULACRA2 alone',
    '+1.7, +1.8, +2.4, +3.2',
    'kept: butteraugli −4.6 to −5.7 %',
  ],
]

/** Renders the table of JPEG encoder tools that were tried. */
export function jpegExperiments(): string {
  return `Tools that were tried in the JPEG encoder on 2026-11-30: the change of the bytes in percent at the same SSIMULACRA2, for
the scores 65, 75, 82 and 88, on Kodak photographs of 400 pixels in progressive order. Tables were tuned on the twelve
photographs with even numbers. The other rows are measured on one half of the photographs. Less than 1 % is not worth its code.

${table(['tool', 'bytes, %', 'decision'], TRIED)}`
}
