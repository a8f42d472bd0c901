/** Integer channels. */

/** A channel with 32-bit samples. */
@unmanaged
export class Channel {
  /** Address of the first sample. */
  samples: usize
  /** Row stride in samples. */
  stride: u32
  width: u32
  height: u32
}

/** Size in bytes of a `Channel`, whose fields follow each other as declared. */
export const CHANNEL_BYTES: usize = 16

/** Returns a channel's address in a channel array. */
export function channelAt(channels: usize, index: u32): Channel {
  return changetype<Channel>(channels + <usize>index * CHANNEL_BYTES)
}
