import type { BufferedDerivative, OpenTier } from './tier.ts'

/** Cache tier that keeps derivatives in a map. The Worker has this map as the binding `SHELF`. */
export const shelf: OpenTier = ({ SHELF }) => {
  if (!(SHELF instanceof Map)) return undefined
  const derivatives: Map<string, BufferedDerivative> = SHELF
  return {
    name: 'shelf',
    place: 'edge',
    get: async (key) => derivatives.get(key),
    async put(key, derivative) {
      derivatives.set(key, derivative)
    },
    async delete(key) {
      derivatives.delete(key)
    },
  }
}
