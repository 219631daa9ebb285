#include "CSQLite.h"
#include <string.h>

// SQLite writes each frame of its log with two system calls, 24 bytes and a page. This VFS is the
// system's own but for files that are logs: there, writes that follow one another are gathered,
// and go to the file together.
//
// What is gathered is only what nobody may rely on yet. With synchronous=FULL a commit is: frames
// written, log synced, index of the log updated. `xSync` writes what was gathered first, and gives
// its error, on which SQLite rolls back, as it does for an error of `write`. So whatever the index
// knows is in the file. A process that ends before has written less of a transaction that was not
// committed.

typedef struct {
    sqlite3_file base;
    /// NULL until `nudge_sqlite_gather_log`; owned.
    unsigned char *bytes;
    /// Where in the file the gathered bytes belong, and how many they are.
    sqlite3_int64 start;
    int count;
} GatheredLog;

/// A megabyte: some 250 frames, the changes of a turn.
enum { bytesMax = 1 << 20 };
/// The system's VFS writes less than 128 KiB at a time, and takes more for a full disk.
enum { writeMax = 124 << 10 };

static sqlite3_vfs *systemVFS;
static sqlite3_vfs gatheringVFS;

/// Behind our own fields, in the memory that SQLite gave for both.
static sqlite3_file *file_of(sqlite3_file *file) {
    return (sqlite3_file *)((GatheredLog *)file + 1);
}

/// After an error the bytes are kept: the next attempt writes them, or others in their place.
static int flush(sqlite3_file *file) {
    GatheredLog *log = (GatheredLog *)file;
    sqlite3_file *real = file_of(file);
    for (int done = 0; done < log->count;) {
        sqlite3_int64 offset = log->start + done;
        // Up to the end of one of the file's pages, so that none is touched twice.
        int count = writeMax - (int)(offset & 4095);
        if (count > log->count - done)
            count = log->count - done;
        int code = real->pMethods->xWrite(real, log->bytes + done, count, offset);
        if (code != SQLITE_OK)
            return code;
        done += count;
    }
    log->count = 0;
    return SQLITE_OK;
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    GatheredLog *log = (GatheredLog *)file;
    sqlite3_file *real = file_of(file);
    sqlite3_int64 place = offset - log->start;
    int isJoined = log->count > 0 && place >= 0 && place <= log->count;
    if (log->count > 0 && !(isJoined && place + count <= bytesMax)) {
        int code = flush(file);
        if (code != SQLITE_OK)
            return code;
    }
    if (log->bytes == NULL || count > bytesMax)
        return real->pMethods->xWrite(real, bytes, count, offset);
    if (log->count == 0) {
        log->start = offset;
        place = 0;
    }
    // Also over what was gathered: a page that changes again, a transaction after one undone.
    memcpy(log->bytes + place, bytes, count);
    if (place + count > log->count)
        log->count = (int)place + count;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int code = flush(file);
    sqlite3_file *real = file_of(file);
    return code ? code : real->pMethods->xRead(real, bytes, count, offset);
}

static int log_sync(sqlite3_file *file, int flags) {
    int code = flush(file);
    sqlite3_file *real = file_of(file);
    return code ? code : real->pMethods->xSync(real, flags);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = flush(file);
    sqlite3_file *real = file_of(file);
    return code ? code : real->pMethods->xTruncate(real, size);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = flush(file);
    sqlite3_file *real = file_of(file);
    return code ? code : real->pMethods->xFileSize(real, size);
}

static int log_close(sqlite3_file *file) {
    // What was never synced was never committed.
    sqlite3_free(((GatheredLog *)file)->bytes);
    sqlite3_file *real = file_of(file);
    return real->pMethods->xClose(real);
}

static int log_lock(sqlite3_file *file, int level) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xLock(real, level);
}

static int log_unlock(sqlite3_file *file, int level) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xUnlock(real, level);
}

static int log_is_reserved(sqlite3_file *file, int *result) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xCheckReservedLock(real, result);
}

static int log_control(sqlite3_file *file, int operation, void *argument) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xFileControl(real, operation, argument);
}

static int log_sector_size(sqlite3_file *file) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xSectorSize(real);
}

static int log_characteristics(sqlite3_file *file) {
    sqlite3_file *real = file_of(file);
    return real->pMethods->xDeviceCharacteristics(real);
}

/// Version 1: a log is neither mapped nor shared.
static const sqlite3_io_methods logMethods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_is_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector_size,
    .xDeviceCharacteristics = log_characteristics,
};

static int open_file(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    // All but logs are the system's own files, as if we were not there.
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return systemVFS->xOpen(systemVFS, name, file, flags, given);
    GatheredLog *log = (GatheredLog *)file;
    memset(log, 0, sizeof *log);
    sqlite3_file *real = file_of(file);
    int code = systemVFS->xOpen(systemVFS, name, real, flags, given);
    // Without methods SQLite does not close what was not opened.
    if (real->pMethods)
        log->base.pMethods = &logMethods;
    return code;
}

int nudge_sqlite_initialise(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    // For each connection: its prepared statements alone fill the default of 40 slots.
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 400);
    int code = sqlite3_initialize();
    if (code != SQLITE_OK)
        return code;
    systemVFS = sqlite3_vfs_find(NULL);
    if (systemVFS == NULL)
        return SQLITE_ERROR;
    gatheringVFS = *systemVFS;
    gatheringVFS.pNext = NULL;
    gatheringVFS.zName = "nudge";
    gatheringVFS.szOsFile = (int)sizeof(GatheredLog) + systemVFS->szOsFile;
    gatheringVFS.xOpen = open_file;
    return sqlite3_vfs_register(&gatheringVFS, 1);
}

int nudge_sqlite_gather_log(sqlite3 *connection) {
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (code != SQLITE_OK || file == NULL || file->pMethods != &logMethods)
        return 0;
    GatheredLog *log = (GatheredLog *)file;
    if (log->bytes == NULL)
        log->bytes = sqlite3_malloc(bytesMax);
    return log->bytes != NULL;
}
