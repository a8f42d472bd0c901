/**
 * Map that drops its oldest entries when its total weight, such as a byte count, exceeds a maximum.
 */
export interface BoundedMap<T> {
  get(key: string): T | undefined
  /**
   * Sets an entry, which becomes the newest. The oldest entries are dropped if the total weight
   * exceeds the maximum. An entry that is too heavy is not kept.
   */
  set(key: string, value: T): void
  delete(key: string): void
  /** Deletes all entries. */
  clear(): void
  /** Returns the total weight of all entries. */
  weight(): number
}

/**
 * `all`: maximum total weight of a map's entries. `one`: maximum weight of an entry; a heavier
 * entry is not kept.
 */
export interface Capacity {
  readonly all: number
  readonly one: number
}

/**
 * Creates an empty map.
 * @param weightOf returns an entry's weight; without it, the capacity counts entries
 */
export function boundedMap<T>(
  { all, one }: Capacity,
  weightOf: (value: T) => number = () => 1,
): BoundedMap<T> {
  const entries = new Map<string, T>()
  let weight = 0

  function drop(key: string): void {
    const value = entries.get(key)
    if (value === undefined) return
    entries.delete(key)
    weight -= weightOf(value)
  }

  return {
    get: (key) => entries.get(key),
    set(key, value) {
      drop(key)
      if (weightOf(value) > one) return
      entries.set(key, value)
      weight += weightOf(value)
      for (const oldest of entries.keys()) {
        if (weight <= all) break
        drop(oldest)
      }
    },
    delete: drop,
    clear() {
      entries.clear()
      weight = 0
    },
    weight: () => weight,
  }
}
