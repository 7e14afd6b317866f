//go:build !js

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"idenfysteps/internal/sandbox"
)

// A stateFile holds the state of a sandbox. Each save replaces it atomically, so that
// a reader or a crash never leaves half of one.
type stateFile struct {
	path    string
	box     *sandbox.Sandbox
	changes int // the box's Changes at the last save
}

// openState loads the file into the sandbox. It creates a missing file, and accepts an
// empty one. A file that is no valid state is an error, and stays as it is.
func openState(path string, box *sandbox.Sandbox) (*stateFile, error) {
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		path = linked // a save replaces the file, and would replace the link
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("--state %s is no file that could be replaced: it is a directory, a device or a pipe. Name another", path)
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("--state: %w", err)
	case len(text) > 0:
		if err := box.Load(bytes.NewReader(text)); err != nil {
			return nil, fmt.Errorf("--state %s cannot be used, and was left as it is: %w. Name another file, or move this one away to begin anew", path, err)
		}
	}
	f := &stateFile{path: path, box: box, changes: -1}
	if err := f.save(); err != nil { // fail now, not after an hour of work
		return nil, err
	}
	return f, nil
}

// save writes the file if the state has changed.
func (f *stateFile) save() error {
	changes := f.box.Changes()
	if changes == f.changes {
		return nil
	}
	if err := f.replace(); err != nil {
		return fmt.Errorf("--state: the state could not be saved: %w", err)
	}
	f.changes = changes
	return nil
}

// replace writes a new file that only the owner can read, syncs it, and renames it to
// the old one's name.
func (f *stateFile) replace() error {
	written := f.path + ".new"
	file, err := os.OpenFile(written, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(written) // no file after a successful rename
	err = file.Chmod(0o600)  // a file left by a crash may have another mode
	if err == nil {
		err = f.box.Save(file)
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(written, f.path); err != nil {
		return err
	}
	directory, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}

// keep saves at every tick, but spends at most a tenth of the time on it.
func (f *stateFile) keep(ctx context.Context, ticks <-chan time.Time, log *slog.Logger) {
	var rest time.Time
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		began := time.Now()
		if began.Before(rest) {
			continue
		}
		err := f.save()
		if err != nil && !failing {
			log.Error("nothing is saved until this is fixed", "error", err)
		}
		failing = err != nil
		rest = time.Now().Add(9 * time.Since(began))
	}
}
