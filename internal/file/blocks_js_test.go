package file_test

import "testing"

// blocksOf counts nothing: a program under js starts no other. What is counted natively is true here.
func blocksOf(*testing.T) func(data []byte) int64 {
	return func([]byte) int64 { return 0 }
}
