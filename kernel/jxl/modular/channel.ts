/** Channels of integers. */

/** A channel of samples of 32 bits. */
@unmanaged
export class Channel {
  /** Address of the first sample. */
  samples: usize
  /** Distance from one row to the next, in samples. */
  stride: u32
  width: u32
  height: u32
}

/** Length in bytes of a `Channel`, whose fields are in the order of their declaration. */
export const CHANNEL_BYTES: usize = 16

/** Returns the address of a channel in an array of channels. */
export function channelAt(channels: usize, index: u32): Channel {
  return changetype<Channel>(channels + <usize>index * CHANNEL_BYTES)
}
