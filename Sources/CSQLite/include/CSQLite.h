#pragma once
#include <sqlite3.h>

// What of SQLite cannot be reached from Swift, or is only worth its while in C.

/// Settings of the whole process; to be called once, before anything else of SQLite.
///
/// Memory is not counted: SQLite takes a lock for each allocation to do so. Registers `nudge`, the
/// system's own VFS with logs whose writes can be gathered, as the default.
int nudge_sqlite_initialise(void);

/// From now on, what this connection writes to its log goes to the file when the file is synced.
///
/// Only for a connection in WAL mode with `synchronous=FULL` or higher: it syncs at each commit,
/// before it tells other connections of it. False when the log is not one of ours: then
/// everything is written at once, as ever.
int nudge_sqlite_gather_log(sqlite3 *connection);
