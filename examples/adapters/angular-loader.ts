import { IMAGE_LOADER, type ImageLoaderConfig } from '@angular/common'
import type { Provider } from '@angular/core'
import { type Grant, imageFromGrant } from '@owner/signet/grant'

/**
 * Loader of `<img [ngSrc]="grant.src" [loaderParams]="{ grant }" …>`. A placeholder has the
 * smallest width.
 */
export const signetLoader: Provider = {
  provide: IMAGE_LOADER,
  useValue({ width, isPlaceholder, loaderParams }: ImageLoaderConfig): string {
    const grant: Grant = loaderParams?.['grant']
    return isPlaceholder || width ? imageFromGrant(grant, isPlaceholder ? 1 : Number(width)) : grant.src
  },
}
