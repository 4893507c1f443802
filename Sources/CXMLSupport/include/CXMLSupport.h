#ifndef CXMLSUPPORT_H
#define CXMLSUPPORT_H

#include <stddef.h>

/// Collects the messages of libxml2 and libxslt, whose error callbacks are variadic and so cannot be written in Swift.
typedef struct {
    char text[2048];
    size_t length;
} xml_error_text;

/// Makes `text` the receiver of the messages of stylesheet compilation, which libxslt keeps in one global; null: none.
void xml_error_collect_compilation(xml_error_text *text);

/// Makes `text` the receiver of the messages of one transformation (an xsltTransformContextPtr).
void xml_error_collect_transformation(void *context, xml_error_text *text);

/// xmlFree and xmlParserVersion are global variables in C, which Swift 6 does not let one read.
void xml_free(void *memory);
const char *xml_parser_version(void);

#endif
