import { type Bundle, makeBundle, removeBundle } from './bundle.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly bundle: Bundle
  }
}

interface Project {
  provide(name: 'bundle', value: Bundle): void
}

/** Set-up of the tests in workerd: one bundle for all files, removed at the end. */
export default async function setUp(project: Project): Promise<() => Promise<void>> {
  const bundle = await makeBundle()
  project.provide('bundle', bundle)
  return () => removeBundle(bundle)
}
