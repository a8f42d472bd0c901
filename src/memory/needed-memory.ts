const MEGABYTE = 1e6

/** Returns the error detail for work that needs `bytes`, where only `room` bytes would fit. */
export function neededMemory(bytes: number, room: number): string {
  const fitting = Math.max(0, Math.floor(room / MEGABYTE))
  return `${Math.ceil(bytes / MEGABYTE)} MB of memory are needed: at most ${fitting} would fit`
}
