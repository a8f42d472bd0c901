import type { NextConfig } from 'next'

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: true,
  // This folder and not the repository around it.
  turbopack: { root: __dirname },
}

export default config
