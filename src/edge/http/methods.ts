import { Failure } from '../../errors.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses all methods but GET, HEAD and OPTIONS.
 * @throws Failure method-not-allowed
 */
export function assertMethod(method: string): void {
  if (!METHODS.has(method)) throw new Failure('method-not-allowed')
}
