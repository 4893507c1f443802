import Agents
import Foundation
import Generic
import Hummingbird
import HummingbirdCore
import XML

extension AdminAPI {
    /// The process answers.
    func health(_ request: Request, _ context: AdminContext) async throws -> Response {
        Representation.response("ok\n", type: "text/plain; charset=utf-8")
    }

    /// Every host has been read, or is known to be away.
    func readiness(_ request: Request, _ context: AdminContext) async throws -> Response {
        let isReady = server.isReady
        return Representation.response(
            isReady ? "ready\n" : "starting\n", type: "text/plain; charset=utf-8",
            status: isReady ? .ok : .serviceUnavailable)
    }

    func metrics(_ request: Request, _ context: AdminContext) async throws -> Response {
        let families = registry.samples() + figures.families() + ProcessFigures.families()
        return Representation.response(PrometheusText.print(families), type: PrometheusText.contentType)
    }

    func description(_ request: Request, _ context: AdminContext) async throws -> Response {
        Representation.response(
            String(decoding: PackageResources.openapi_yaml, as: UTF8.self), type: "application/yaml")
    }

    func about(_ request: Request, _ context: AdminContext) async throws -> Response {
        let versions = Library.versions
        return Representation.response(
            .fields([
                "name": "dragoman", "version": .text(Release.version), "started": .text(started.generic),
                "ready": .bool(server.isReady),
                "libraries": .fields(["libxml2": .text(versions.libxml2), "libxslt": .text(versions.libxslt)]),
                "platforms": .array(Platform.names.map { .text($0) }),
            ]))
    }
}
