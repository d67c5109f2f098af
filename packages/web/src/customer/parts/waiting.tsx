import type { ReactNode } from 'react'
import { LoadError } from './load-error.tsx'

/** The part of a read of TanStack Query that matters here. */
type Read = { data: unknown; error: unknown; fetchStatus: 'fetching' | 'paused' | 'idle'; refetch: () => unknown }

/**
 * What stands in the place of something that is not here yet: the skeleton while it comes, or why it does not come.
 * Nothing once all of it is here.
 */
export const Waiting = ({
  reads,
  title,
  children,
}: {
  reads: readonly Read[]
  /** What could not be opened, in words. */
  title: string
  /** The skeleton. */
  children: ReactNode
}) => {
  const missing = reads.filter((read) => read.data === undefined)
  if (missing.length === 0) return null
  const failed = missing.find((read) => read.error)
  // Without a network a read is not tried but waits; the error state then says so, and it goes on by itself.
  if (failed || missing.some((read) => read.fetchStatus === 'paused')) {
    return (
      <LoadError
        title={title}
        error={failed?.error}
        onRetry={() => {
          for (const read of missing) read.refetch()
        }}
      />
    )
  }
  return children
}
