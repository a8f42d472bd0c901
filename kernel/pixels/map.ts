/**
 * Maps each channel's codes with a table, in place. Alpha does not change.
 * @param count 4-byte pixels
 * @param tables 3 · 256 bytes: the tables for R, then G, then B
 */
export function mapChannels(rgba: usize, count: usize, tables: usize): void {
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const pixel = load<u32>(at)
    const r: u32 = load<u8>(tables + (pixel & 255))
    const g: u32 = load<u8>(tables + ((pixel >> 8) & 255), 256)
    const b: u32 = load<u8>(tables + ((pixel >> 16) & 255), 512)
    store<u32>(at, r | (g << 8) | (b << 16) | (pixel & 0xff000000))
  }
}
