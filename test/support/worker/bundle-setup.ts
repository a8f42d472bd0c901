import { type Bundle, makeBundle, removeBundle } from './bundle.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly bundle: Bundle
  }
}

interface Project {
  provide(name: 'bundle', value: Bundle): void
}

/** Sets up the tests in workerd: makes one bundle for all test files and removes it at the end. */
export default async function setUp(project: Project): Promise<() => Promise<void>> {
  const bundle = await makeBundle()
  project.provide('bundle', bundle)
  return () => removeBundle(bundle)
}
