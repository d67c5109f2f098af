import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'

/** A page fetched when it is first opened. Without a network it says so and stays where it is: a reload would lose what is on the screen. */
export const lazyPage = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyRouteComponent(
    () =>
      load().catch((error: unknown) => {
        throw navigator.onLine ? error : new TypeError('offline', { cause: error })
      }),
    name,
  )
