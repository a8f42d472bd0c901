// T.81 Table B.1.
const TEM = 0x01
const RST0 = 0xd0
const EOI = 0xd9
const SOS = 0xda

/** Markers that stand alone, without a segment. 0xFF00 is a data byte of a scan (F.1.2.3). */
const isBare = (marker: number) => marker === 0 || marker === TEM || (marker >= RST0 && marker < EOI)

/**
 * Walks the markers of a JPEG, which takes no decoding.
 * @returns the number of scans, and whether the image has its end
 */
export function surveyJpeg(bytes: Uint8Array): { readonly scans: number; readonly ended: boolean } {
  let scans = 0
  let at = 0
  for (;;) {
    at = bytes.indexOf(0xff, at)
    while (at >= 0 && bytes[at] === 0xff) at++
    const marker = bytes[at]
    if (marker === undefined) return { scans, ended: false }
    if (marker === EOI) return { scans, ended: true }
    if (marker === SOS) scans++
    at++
    if (!isBare(marker)) at += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
  }
}
