import { useQueryClient } from '@tanstack/react-query'
import { REVIEW_READS } from './words.ts'

/** Reads afresh what a decision, or a colleague who was faster, may have changed. */
export const useReadAgain = (): (() => void) => {
  const queryClient = useQueryClient()
  return () => {
    for (const read of REVIEW_READS) void queryClient.invalidateQueries({ queryKey: [read] })
  }
}
