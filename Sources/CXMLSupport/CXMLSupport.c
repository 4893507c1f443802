#include "CXMLSupport.h"

#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxslt/xsltutils.h>
#include <stdarg.h>
#include <stdio.h>

static void xml_error_append(void *context, const char *format, ...) {
    xml_error_text *error = context;
    if (error == NULL || error->length >= sizeof error->text - 1) {
        return;
    }
    size_t room = sizeof error->text - error->length;
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(error->text + error->length, room, format, arguments);
    va_end(arguments);
    if (written > 0) {
        error->length += (size_t)written < room ? (size_t)written : room - 1;
    }
}

void xml_error_collect_compilation(xml_error_text *text) {
    xsltSetGenericErrorFunc(text, xml_error_append);
}

void xml_error_collect_transformation(void *context, xml_error_text *text) {
    xsltSetTransformErrorFunc(context, text, xml_error_append);
}

void xml_free(void *memory) {
    xmlFree(memory);
}

const char *xml_parser_version(void) {
    return xmlParserVersion;
}
